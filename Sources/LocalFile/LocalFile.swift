import Glibc

/// Reads whole files on this machine: files in the zip, and files that a person names on the command line.
public enum LocalFile {
    /// Reads a file, a pipe or a device to its end.
    ///
    /// - Parameters:
    ///   - path: the absolute path, or the path relative to the working folder.
    ///   - limit: the maximum number of bytes to read, so that `/dev/zero` does not fill the memory.
    /// - Throws: ``LocalFileError``.
    public static func bytes(at path: String, limit: Int = 256 << 20) throws(LocalFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LocalFileError(path: path, code: errno) }
        defer { close(descriptor) }
        return try bytes(of: descriptor, named: path, limit: limit)
    }

    /// Reads an open file to its end. The file stays open.
    ///
    /// - Parameters:
    ///   - descriptor: the file's descriptor, for example `STDIN_FILENO`.
    ///   - name: the file's name in an error.
    ///   - limit: the maximum number of bytes to read.
    /// - Throws: ``LocalFileError``.
    public static func bytes(
        of descriptor: Int32,
        named name: String,
        limit: Int = 256 << 20
    ) throws(LocalFileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw LocalFileError(path: name, code: errno)
            }
            guard count <= limit - bytes.count else { throw LocalFileError(path: name, code: EFBIG) }
            bytes += chunk[..<count]
        }
    }
}
