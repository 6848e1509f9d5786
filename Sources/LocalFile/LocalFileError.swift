import Glibc

/// The error for a file that could not be read, such as `plans/daily.yaml: No such file or directory`.
public struct LocalFileError: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    /// The system's `errno`, for example `ENOENT`; `EFBIG` for a file that exceeds the reader's limit.
    public let code: Int32

    public init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    /// `true` when nothing exists at the path. `false` when something exists but cannot be read.
    public var isNotFound: Bool { code == ENOENT || code == ENOTDIR }

    /// The system's text for the error: `No such file or directory`.
    public var reason: String { strerror(code).map { String(cString: $0) } ?? "error \(code)" }

    public var description: String { "\(path): \(reason)" }
}
