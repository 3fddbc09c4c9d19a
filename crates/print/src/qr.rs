//! QR codes as bits.

use fast_qr::{ECL, QRBuilder};

/// The bytes that the largest code holds, at the strength used.
pub(crate) const BYTES_MAX: u32 = 2331;

/// The modules of a QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// How many stand beside each other.
    pub(crate) side: usize,
    /// Row by row from the top, the leftmost in the highest bit, each row in whole bytes. A dark
    /// module is 0, as in a mask that paints where it is 0.
    pub(crate) rows: Vec<u8>,
}

impl Code {
    /// The code of a text, that bears the loss of 15 % of it; none where the text is too long.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let side = code.size;
        let mut rows = vec![0xFF; side * side.div_ceil(8)];
        for (row, bytes) in rows.chunks_mut(side.div_ceil(8)).enumerate() {
            for (column, module) in code[row].iter().take(side).enumerate() {
                if module.value() {
                    bytes[column / 8] &= !(0x80 >> (column % 8));
                }
            }
        }
        Some(Self { side, rows })
    }
}
