/// The document of a lock, which names the lock's holder. It stays until the holder releases the lock.
struct StateLock: StateDocument, Equatable {
    let holder: String

    /// The holder's name. As an attribute, it allows the lock to be released with one conditional request.
    var status: String { holder }
    var isClosed: Bool { false }
}
