import Glibc
import Synchronization

/// A destination for whole lines. Lines of concurrent tasks never mix, because each line is one write.
public struct LineOutput: Sendable {
    private let emit: @Sendable ([UInt8]) -> Void

    public init(_ emit: @escaping @Sendable ([UInt8]) -> Void) { self.emit = emit }

    public static let standardOutput = LineOutput { writeLine($0, to: STDOUT_FILENO) }
    public static let standardError = LineOutput { writeLine($0, to: STDERR_FILENO) }

    public func line(_ bytes: [UInt8]) { emit(bytes) }
    public func line(_ text: String) { emit(Array(text.utf8)) }
}

private let writing = Mutex(())

private func writeLine(_ line: [UInt8], to descriptor: Int32) {
    let bytes = line + [0x0A]
    writing.withLock { _ in
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count > 0 {
                written += count
            } else if errno != EINTR {
                return  // Nobody is reading: a log that cannot be written must not end the function.
            }
        }
    }
}
