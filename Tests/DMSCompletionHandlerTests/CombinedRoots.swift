import Glibc
import Synchronization

/// One PEM file of several CAs, as a bundle of RDS's is; it goes with the process.
enum CombinedRoots {
    private static let paths = Mutex<[String]>([])

    static func file(_ files: [String]) throws -> String {
        var template = Array("/tmp/test-roots-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let isFirst = paths.withLock { paths in
            paths.append(path)
            return paths.count == 1
        }
        if isFirst { atexit { for path in CombinedRoots.paths.withLock({ $0 }) { unlink(path) } } }
        for name in files {
            guard let source = fopen(name, "r") else { throw Failure() }
            defer { fclose(source) }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = fread(&buffer, 1, buffer.count, source)
            guard write(descriptor, buffer, count) == count else { throw Failure() }
        }
        return path
    }

    struct Failure: Error {}
}
