/// A manifest that is there and cannot be read: another version of the function wrote it, or another program did.
struct UnreadableManifest: Error, CustomStringConvertible {
    let description: String
}
