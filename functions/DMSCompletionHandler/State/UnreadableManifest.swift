struct UnreadableManifest: Error, CustomStringConvertible {
    let description: String
}
