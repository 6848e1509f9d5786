import AWSSigning

/// Returns the SHA-256 of a text as 64 hexadecimal digits. The digits are the same in every process and version, and as
/// long as a client token may be.
func sha256(_ text: String) -> String { Digest.hex(Digest.sha256(Array(text.utf8))) }
