import Glibc

/// Reads a plan from a file.
enum PlanFileReader {
    /// - Returns: `nil` when there is no such file.
    /// - Throws: ``PlanError`` for a file that cannot be read.
    static func read(_ path: String) throws(PlanError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path)
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        // The document refuses what is over its limit; a device that never ends would not get there.
        while content.count <= 1 << 22 {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(path)
            }
            content += chunk[..<count]
        }
        return content
    }

    private static func unreadable(_ path: String) -> PlanError {
        let reason = String(cString: strerror(errno))
        let problem = PlanProblem(file: path, position: .start, path: "", message: "cannot be read: \(reason)")
        return PlanError(origin: path, problems: [problem])
    }
}
