import AWSSigning

/// SHA-256 of a text, 64 hexadecimal digits: the same in every process and version, and as long as a client token may be.
func sha256(_ text: String) -> String { Digest.hex(Digest.sha256(Array(text.utf8))) }
