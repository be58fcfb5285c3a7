//! File names that carry a hash of the content, so that browsers may keep them for ever.

use sha2::{Digest as _, Sha256};

/// The first 16 hexadecimal digits of the content's SHA-256.
pub fn hash(content: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut digits = String::new();
    for byte in Sha256::digest(content).iter().take(8) {
        // Writing into a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// `frontend.js` becomes `frontend.0123456789abcdef.js`.
pub fn hashed(name: &str, content: &[u8]) -> String {
    let hash = hash(content);
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}.{hash}.{ending}"),
        None => format!("{name}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_stands_before_the_ending() {
        assert_eq!(hashed("balcao.css", b""), "balcao.e3b0c44298fc1c14.css");
        assert_ne!(hashed("balcao.css", b"a"), hashed("balcao.css", b"b"));
    }
}
