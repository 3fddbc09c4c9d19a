//! What the file says of itself, and what its colors mean.

use std::sync::LazyLock;

/// Who made the file.
pub(super) const PRODUCER: &str = "shikaku";

/// The file's description (XMP): its title, and that it is made for the archive (PDF/A-2a) and for
/// those who listen to it (PDF/UA-1). It has no day, so the same papers give the same file.
pub(super) fn description(title: &str) -> String {
    let title = escaped(title);
    format!(
        r#"<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>ja-JP</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
{EXTENSION}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        mark = '\u{FEFF}',
    )
}

/// PDF/A wants every property explained that it does not know; of PDF/UA's there is one.
const EXTENSION: &str = r#"<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"#;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What red, green and blue are: sRGB (IEC 61966-2-1) as an ICC profile, version 4.
pub(super) static COLORS: LazyLock<Vec<u8>> = LazyLock::new(profile);

/// The tags of the profile: where each name points is where its bytes begin.
fn profile() -> Vec<u8> {
    let curve = curve();
    let red = triple([0x6FA2, 0x38F5, 0x0390]);
    let tags: [(&[u8; 4], Vec<u8>); 7] = [
        (b"desc", localized("sRGB")),
        (b"cprt", localized("CC0")),
        // The white of paper in the light profiles are compared in (D50).
        (b"wtpt", triple([0xF6D6, 0x1_0000, 0xD32D])),
        // From the white of screens to that of paper (Bradford).
        (b"chad", adaptation()),
        (b"rXYZ", red),
        (b"gXYZ", triple([0x6299, 0xB785, 0x18DA])),
        (b"bXYZ", triple([0x24A0, 0x0F84, 0xB6CF])),
    ];
    let mut table = Vec::new();
    let mut data: Vec<u8> = Vec::new();
    let count = tags.len() + 3;
    let start = 128 + 4 + count * 12;
    let mut entry = |name: &[u8; 4], at: usize, size: usize| {
        table.extend_from_slice(name);
        table.extend_from_slice(&word(at));
        table.extend_from_slice(&word(size));
    };
    for (name, bytes) in &tags {
        entry(name, start + data.len(), bytes.len());
        data.extend_from_slice(bytes);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    for name in [b"rTRC", b"gTRC", b"bTRC"] {
        entry(name, start + data.len(), curve.len());
    }
    data.extend_from_slice(&curve);
    let mut profile = header(start + data.len());
    profile.extend_from_slice(&word(count));
    profile.extend_from_slice(&table);
    profile.extend_from_slice(&data);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut header = Vec::with_capacity(128);
    header.extend_from_slice(&word(size));
    header.extend_from_slice(&[0; 4]);
    header.extend_from_slice(&[4, 0x20, 0, 0]);
    header.extend_from_slice(b"mntrRGB XYZ ");
    // The day this description of sRGB was written; it says nothing of the file.
    for part in [2026_u16, 11, 21, 0, 0, 0] {
        header.extend_from_slice(&part.to_be_bytes());
    }
    header.extend_from_slice(b"acsp");
    header.resize(68, 0);
    for part in [0xF6D6, 0x1_0000, 0xD32D] {
        header.extend_from_slice(&word(part));
    }
    header.resize(128, 0);
    header
}

fn word(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

/// Three numbers of sixteen bits before and sixteen behind the point.
fn triple(numbers: [usize; 3]) -> Vec<u8> {
    let mut bytes = Vec::from(b"XYZ \0\0\0\0".as_slice());
    bytes.extend(numbers.into_iter().flat_map(word));
    bytes
}

fn fixed(kind: &[u8], numbers: &[i32]) -> Vec<u8> {
    let mut bytes = Vec::from(kind);
    bytes.extend(numbers.iter().flat_map(|it| it.to_be_bytes()));
    bytes
}

fn adaptation() -> Vec<u8> {
    let numbers = [68_674, 1_502, -3_291, 1_939, 64_912, -1_118, -606, 988, 49_262];
    fixed(b"sf32\0\0\0\0", &numbers)
}

/// How bright a value is: ((a x + b) ^ g) above d, c x below; all times 65,536.
fn curve() -> Vec<u8> {
    // g = 2.4, a = 1/1.055, b = 0.055/1.055, c = 1/12.92, d = 0.04045.
    fixed(b"para\0\0\0\0\0\x03\0\0", &[157_286, 62_119, 3_417, 5_072, 2_651])
}

/// A text in one language.
fn localized(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut bytes = Vec::from(b"mluc\0\0\0\0".as_slice());
    for number in [1, 12] {
        bytes.extend_from_slice(&word(number));
    }
    bytes.extend_from_slice(b"enUS");
    bytes.extend_from_slice(&word(units.len()));
    bytes.extend_from_slice(&word(28));
    bytes.extend_from_slice(&units);
    bytes
}
