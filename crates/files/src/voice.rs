//! Voice notes: `WebM` with Opus in it, as Chromium records it, becomes Ogg with the same Opus, which every browser and every
//! channel plays. Nothing is decoded: packets move from one container into the other (RFC 7845).

use bytes::Bytes;
use ogg::{PacketWriteEndInfo, PacketWriter};

use crate::{Files, FilesError};

/// Samples a second, whatever was recorded: Opus counts in these.
const RATE: u64 = 48_000;
/// Samples of one page: a second, so that players can seek.
const PAGE: u64 = RATE;

/// A voice note in Ogg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    pub bytes: Vec<u8>,
    /// In milliseconds.
    pub duration: i64,
}

impl Files {
    /// A `WebM` as Ogg. `None`: it is not just Opus, or broken.
    pub async fn ogg(&self, webm: Bytes) -> Result<Option<Voice>, FilesError> {
        tokio::task::spawn_blocking(move || remux(&webm))
            .await
            .map_err(|error| FilesError::storage(&error))
    }
}

/// How long an Ogg with Opus is, in milliseconds. `None`: it is none.
pub fn duration(ogg: &[u8]) -> Option<i64> {
    let head = ogg.windows(8).take(512).position(|window| window == b"OpusHead")?;
    let skip = ogg.get(head + 10..head + 12)?;
    let skip = u64::from(u16::from_le_bytes([skip[0], skip[1]]));
    let last = ogg.windows(4).rposition(|window| window == b"OggS")?;
    let granule: [u8; 8] = ogg.get(last + 6..last + 14)?.try_into().ok()?;
    let samples = u64::from_le_bytes(granule).checked_sub(skip)?;
    milliseconds(samples)
}

fn milliseconds(samples: u64) -> Option<i64> {
    i64::try_from(samples.checked_mul(1_000)? / RATE).ok()
}

/// What a `WebM` holds, as far as it matters here.
#[derive(Default)]
struct Track<'a> {
    /// The Opus head.
    head: Option<&'a [u8]>,
    packets: Vec<&'a [u8]>,
}

fn remux(webm: &[u8]) -> Option<Voice> {
    let track = read(webm)?;
    let head = track
        .head
        .filter(|head| head.len() >= 19 && head.starts_with(b"OpusHead"))?;
    let skip = u64::from(u16::from_le_bytes([head[10], head[11]]));
    let mut tags = b"OpusTags\x06\0\0\0Balcao".to_vec();
    tags.extend([0; 4]);
    let mut bytes = Vec::with_capacity(webm.len() + webm.len() / 50);
    let mut writer = PacketWriter::new(&mut bytes);
    let serial = 1;
    writer
        .write_packet(head.to_vec(), serial, PacketWriteEndInfo::EndPage, 0)
        .ok()?;
    writer.write_packet(tags, serial, PacketWriteEndInfo::EndPage, 0).ok()?;
    let (mut played, mut page) = (0, 0);
    for (at, packet) in track.packets.iter().enumerate() {
        let length = samples(packet)?;
        played += length;
        page += length;
        let end = if at + 1 == track.packets.len() {
            PacketWriteEndInfo::EndStream
        } else if page >= PAGE {
            page = 0;
            PacketWriteEndInfo::EndPage
        } else {
            PacketWriteEndInfo::NormalPacket
        };
        writer.write_packet(packet.to_vec(), serial, end, played).ok()?;
    }
    drop(writer);
    let duration = milliseconds(played.saturating_sub(skip)).filter(|_| played > 0)?;
    Some(Voice { bytes, duration })
}

/// How long a packet is, by its first bytes (RFC 6716, 3.1), in samples.
fn samples(packet: &[u8]) -> Option<u64> {
    let first = *packet.first()?;
    let config = first >> 3;
    let frame = match config {
        0..=11 => [480, 960, 1_920, 2_880][usize::from(config % 4)],
        12..=15 => [480, 960][usize::from(config % 2)],
        _ => [120, 240, 480, 960][usize::from(config % 4)],
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(*packet.get(1)? & 0x3f),
    };
    Some(frame * frames).filter(|samples| (1..=5_760).contains(samples))
}

const SEGMENT: u32 = 0x1853_8067;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const CODEC: u32 = 0x86;
const CODEC_PRIVATE: u32 = 0x63a2;
const CLUSTER: u32 = 0x1f43_b675;
const GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const SIMPLE_BLOCK: u32 = 0xa3;

/// Walks through the elements. Those that hold others are entered without a look at their size, which a recorder does not know
/// while it writes. `None`: anything but one track of Opus, or a size that leads out of the file.
fn read(mut rest: &[u8]) -> Option<Track<'_>> {
    let mut track = Track::default();
    let mut tracks = 0;
    while !rest.is_empty() {
        let (id, after) = element_id(rest)?;
        let (size, after) = element_size(after)?;
        if matches!(id, SEGMENT | TRACKS | TRACK | CLUSTER | GROUP) {
            tracks += usize::from(id == TRACK);
            rest = after;
            continue;
        }
        let size = usize::try_from(size?).ok()?;
        // A recording that was cut short ends inside of an element: what is whole counts.
        let Some(content) = after.get(..size) else { break };
        rest = &after[size..];
        match id {
            CODEC if content != b"A_OPUS" => return None,
            CODEC_PRIVATE => track.head = Some(content),
            BLOCK | SIMPLE_BLOCK => track.packets.push(packet(content)?),
            _ => (),
        }
    }
    (tracks == 1).then_some(track)
}

/// What a block holds after the number of its track, its time and its flags. `None`: several frames in one, which no recorder
/// writes.
fn packet(block: &[u8]) -> Option<&[u8]> {
    let (_, after) = element_size(block)?;
    let (flags, packet) = (after.get(2)?, after.get(3..)?);
    (flags & 0x06 == 0 && !packet.is_empty()).then_some(packet)
}

fn element_id(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let length = usize::try_from(bytes.first()?.leading_zeros()).ok()? + 1;
    if length > 4 {
        return None;
    }
    let id = bytes
        .get(..length)?
        .iter()
        .fold(0, |id, byte| id << 8 | u32::from(*byte));
    Some((id, &bytes[length..]))
}

/// A size, or `None` in its place when it is not known.
fn element_size(bytes: &[u8]) -> Option<(Option<u64>, &[u8])> {
    let first = *bytes.first()?;
    let length = usize::try_from(first.leading_zeros()).ok()? + 1;
    if length > 8 {
        return None;
    }
    let all = bytes
        .get(..length)?
        .iter()
        .fold(0, |size, byte| size << 8 | u64::from(*byte));
    let mask = (1_u64 << (7 * length)) - 1;
    let size = all & mask;
    Some(((size != mask).then_some(size), &bytes[length..]))
}

#[cfg(test)]
mod tests {
    use super::{duration, remux};

    fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len()).expect("small") | 0x1000_0000;
        [id, &size.to_be_bytes(), content].concat()
    }

    /// As Chromium writes it: sizes of segment and clusters unknown, a packet of 20 ms in each block.
    fn recording(codec: &[u8], packets: usize) -> Vec<u8> {
        const UNKNOWN: &[u8] = &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        let head = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0";
        let track = [
            element(&[0xd7], &[1]),
            element(&[0x86], codec),
            element(&[0x63, 0xa2], head),
        ];
        let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track.concat()));
        let mut bytes = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
        bytes.extend([&[0x18, 0x53, 0x80, 0x67], UNKNOWN].concat());
        bytes.extend(tracks);
        bytes.extend([&[0x1f, 0x43, 0xb6, 0x75], UNKNOWN].concat());
        bytes.extend(element(&[0xe7], &[0]));
        for at in 0..packets {
            let number = at.to_le_bytes()[0];
            bytes.extend(element(&[0xa3], &[0x81, 0, 0, 0x80, 0x78, number, 7, 7]));
        }
        bytes
    }

    #[test]
    fn every_packet_of_a_recording_is_in_the_ogg_with_its_time() {
        let voice = remux(&recording(b"A_OPUS", 150)).expect("a voice note");
        // 150 packets of 20 ms, less what the decoder skips at the beginning.
        assert_eq!(voice.duration, 3_000 - 7);
        assert_eq!(duration(&voice.bytes), Some(voice.duration));
        let mut packets = ogg::PacketReader::new(std::io::Cursor::new(&voice.bytes));
        let mut found = Vec::new();
        while let Some(packet) = packets.read_packet().expect("a right Ogg") {
            found.push(packet);
        }
        assert_eq!(found.len(), 152);
        assert!(found[0].first_in_stream() && found[0].data.starts_with(b"OpusHead"));
        assert!(found[1].data.starts_with(b"OpusTags"));
        assert_eq!(found[2].data, [0x78, 0, 7, 7]);
        assert_eq!(found[151].absgp_page(), 150 * 960);
        assert!(found[151].last_in_stream());
    }

    #[test]
    fn what_was_cut_short_keeps_what_is_whole_and_nonsense_is_none() {
        let whole = recording(b"A_OPUS", 100);
        let cut = remux(&whole[..whole.len() - 3]).expect("most of it");
        assert_eq!(cut.duration, 99 * 20 - 7);
        assert_eq!(remux(&recording(b"A_VORBIS", 10)), None);
        assert_eq!(remux(&recording(b"A_OPUS", 0)), None);
        // No piece of it, and nothing that was damaged, makes anything fail but the remuxing.
        for end in 0..whole.len().min(400) {
            let _ = remux(&whole[..end]);
            let mut damaged = whole.clone();
            damaged[end] ^= 0xff;
            let _ = remux(&damaged);
        }
        assert_eq!(remux(b""), None);
    }
}
