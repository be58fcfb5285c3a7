//! Secrets that a client keeps and of which the database has only the hash: tokens of sessions and visitors, the set-up code.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::Random;

/// A new token: 256 random bits as 43 characters of base64url.
pub(crate) fn new(random: &dyn Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored in its place. Not salted and not slow: the secret itself cannot be guessed.
pub(crate) fn hash(secret: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

/// A code for people to read and type: 120 random bits as six groups of four letters and digits, without those that look alike.
pub(crate) fn new_code(random: &dyn Random) -> String {
    const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut bytes = [0; 24];
    random.fill(&mut bytes);
    let symbols: Vec<char> = bytes
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = symbols.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// A typed code's hash: its hyphens, spaces and case do not matter.
pub(crate) fn code_hash(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    hash(plain.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{code_hash, new_code};
    use crate::testing::SeededRandom;

    #[test]
    fn a_code_is_recognised_however_it_is_typed() {
        let code = new_code(&SeededRandom::new(1));
        assert_eq!(code.len(), 29, "{code}");
        assert_eq!(
            code_hash(&code),
            code_hash(&format!(" {} ", code.to_lowercase().replace('-', " ")))
        );
        assert_ne!(code_hash(&code), code_hash(&code[1..]));
    }
}
