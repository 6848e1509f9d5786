/// The document of a lock: who has it. It stays until it is given back.
struct StateLock: StateDocument, Equatable {
    let holder: String

    /// The holder, so that giving it back is one conditional request.
    var status: String { holder }
    var isClosed: Bool { false }
}
