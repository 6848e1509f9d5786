/// The error for a manifest that exists and cannot be read. Another version of the function wrote it, or another
/// program.
struct UnreadableManifest: Error, CustomStringConvertible {
    let description: String
}
