//! Objects, where they are in the file, and the table that says so.

use std::io::{self, Write};

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use sha2::{Digest, Sha256};

use super::bytes::Spell;

/// How many objects are packed together. Readers unpack all of them to see one.
const PACKED: usize = 200;

/// The file as a row of objects. They go out as they are made; only their places are kept.
pub(super) struct Objects<W: Write> {
    out: W,
    offset: u64,
    hash: Sha256,
    places: Vec<Place>,
    packed: Packed,
    deflate: Deflate,
    buffer: Vec<u8>,
}

impl<W: Write> std::fmt::Debug for Objects<W> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} objects", self.places.len())
    }
}

/// Where an object is, in eight bytes, as the file's own table has it: a page has some twenty
/// objects, and this is all that is kept of them.
#[derive(Clone, Copy)]
struct Place([u8; 8]);

impl Place {
    /// It has a number and is not written yet; in the table it would be free.
    const OPEN: Self = Self([0, 0, 0, 0, 0, 0, 0xFF, 0xFF]);

    /// At so many bytes from the start: below a terabyte.
    fn at(offset: u64) -> Self {
        Self(((1 << 56) | ((offset & 0xFF_FFFF_FFFF) << 16)).to_be_bytes())
    }

    /// The so-manieth of an object stream.
    fn within(stream: u32, index: u16) -> Self {
        Self(((2 << 56) | (u64::from(stream) << 16) | u64::from(index)).to_be_bytes())
    }
}

/// Small objects on their way into one compressed stream.
struct Packed {
    id: u32,
    /// Number and offset of each.
    table: Vec<u8>,
    bodies: Vec<u8>,
    count: usize,
}

impl<W: Write> Objects<W> {
    pub(super) fn new(out: W) -> io::Result<Self> {
        let mut objects = Self {
            out,
            offset: 0,
            hash: Sha256::new(),
            // Object 0 is the head of the free ones.
            places: vec![Place::OPEN],
            packed: Packed { id: 0, table: Vec::new(), bodies: Vec::new(), count: 0 },
            deflate: Deflate::new(),
            buffer: Vec::new(),
        };
        // Four bytes above 127 tell programs that this is no text.
        objects.write(b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")?;
        Ok(objects)
    }

    /// A number for an object that is written later.
    pub(super) fn reserve(&mut self) -> u32 {
        self.places.push(Place::OPEN);
        number_of(self.places.len() - 1)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.offset += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// An object that may be packed with others: anything but a stream.
    pub(super) fn small(&mut self, id: u32, body: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        if self.packed.count == 0 {
            self.packed.id = self.reserve();
        }
        let packed = &mut self.packed;
        packed.table.number(id as usize);
        packed.table.push(b' ');
        packed.table.number(packed.bodies.len());
        packed.table.push(b' ');
        body(&mut packed.bodies);
        packed.bodies.push(b'\n');
        let index = u16::try_from(packed.count).unwrap_or(u16::MAX);
        self.places[id as usize] = Place::within(packed.id, index);
        packed.count += 1;
        if packed.count == PACKED { self.pack() } else { Ok(()) }
    }

    /// Writes the small objects that wait.
    fn pack(&mut self) -> io::Result<()> {
        if self.packed.count == 0 {
            return Ok(());
        }
        let mut dictionary = Vec::from(b"/Type/ObjStm/N ".as_slice());
        dictionary.number(self.packed.count);
        dictionary.raw(b"/First ");
        dictionary.number(self.packed.table.len());
        let mut data = std::mem::take(&mut self.packed.table);
        data.extend_from_slice(&self.packed.bodies);
        self.stream(self.packed.id, &dictionary, &data)?;
        data.clear();
        self.packed.table = data;
        self.packed.bodies.clear();
        self.packed.count = 0;
        Ok(())
    }

    /// A stream, compressed.
    pub(super) fn stream(&mut self, id: u32, dictionary: &[u8], data: &[u8]) -> io::Result<()> {
        let mut compressed = std::mem::take(&mut self.buffer);
        self.deflate.all(data, &mut compressed);
        let result = self.whole_stream(id, dictionary, b"/Filter/FlateDecode", &compressed);
        self.buffer = compressed;
        result
    }

    /// A stream as it is, for those who search a file without unpacking it.
    pub(super) fn plain_stream(
        &mut self,
        id: u32,
        dictionary: &[u8],
        data: &[u8],
    ) -> io::Result<()> {
        self.whole_stream(id, dictionary, b"", data)
    }

    fn whole_stream(
        &mut self,
        id: u32,
        dictionary: &[u8],
        filter: &[u8],
        data: &[u8],
    ) -> io::Result<()> {
        self.places[id as usize] = Place::at(self.offset);
        let mut head = Vec::with_capacity(dictionary.len() + filter.len() + 64);
        head.number(id as usize);
        head.raw(b" 0 obj\n<<");
        head.raw(dictionary);
        head.raw(filter);
        head.raw(b"/Length ");
        head.number(data.len());
        head.raw(b">>\nstream\n");
        self.write(&head)?;
        self.write(data)?;
        // A last byte that is a carriage return would be taken for a part of the line's end.
        let end = if data.last() == Some(&b'\r') { "\r\n" } else { "\n" };
        self.write(end.as_bytes())?;
        self.write(b"endstream\nendobj\n")
    }

    /// Writes what waits and the table of places, and gives the file back. The file's name for
    /// itself is made of what is in it.
    pub(super) fn finish(mut self, catalog: u32, information: u32) -> io::Result<W> {
        self.pack()?;
        let id = self.reserve();
        let start = self.offset;
        self.places[id as usize] = Place::at(start);
        let mut table = Vec::with_capacity(self.places.len() * 8);
        for place in &self.places {
            table.extend_from_slice(&place.0);
        }
        let mut dictionary = Vec::from(b"/Type/XRef/W[1 5 2]/Size ".as_slice());
        dictionary.number(self.places.len());
        dictionary.raw(b"/Root ");
        dictionary.reference(catalog);
        dictionary.raw(b"/Info ");
        dictionary.reference(information);
        dictionary.raw(b"/ID[");
        let hash = self.hash.clone().finalize();
        for _ in 0..2 {
            dictionary.push(b'<');
            hash.iter().take(16).for_each(|byte| dictionary.hex(*byte));
            dictionary.push(b'>');
        }
        dictionary.push(b']');
        self.stream(id, &dictionary, &table)?;
        let mut tail = Vec::from(b"startxref\n".as_slice());
        tail.number(usize::try_from(start).unwrap_or(usize::MAX));
        tail.raw(b"\n%%EOF\n");
        self.write(&tail)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

fn number_of(place: usize) -> u32 {
    // The format allows eight million objects, so this never counts past a u32.
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Compression whose tables are kept from stream to stream.
struct Deflate(Box<CompressorOxide>);

/// As quick as it goes: pages are short.
const LEVEL: i32 = 1;
/// With the header and the checksum of zlib.
const WINDOW: i32 = 15;

impl Deflate {
    fn new() -> Self {
        let flags = create_comp_flags_from_zip_params(LEVEL, WINDOW, 0);
        Self(Box::new(CompressorOxide::new(flags)))
    }

    /// Compresses all of the data into the buffer.
    fn all(&mut self, data: &[u8], into: &mut Vec<u8>) {
        self.0.reset();
        into.resize((data.len() + data.len() / 8 + 128).max(into.len()), 0);
        let (mut read, mut written) = (0, 0);
        loop {
            let rest = data.get(read..).unwrap_or_default();
            let (status, taken, given) =
                compress(&mut self.0, rest, &mut into[written..], TDEFLFlush::Finish);
            read += taken;
            written += given;
            match status {
                TDEFLStatus::Okay => into.resize(into.len() * 2, 0),
                TDEFLStatus::Done | TDEFLStatus::BadParam | TDEFLStatus::PutBufFailed => break,
            }
        }
        into.truncate(written);
    }
}
