/// A record that cannot be landed. The reason quotes no value: it is logged.
struct BadRecord: Error, Sendable, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
