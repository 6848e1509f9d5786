import Glibc

extension LocalFile {
    /// Lists a folder.
    ///
    /// - Returns: the names of the files and folders in it, unsorted, without `.` and `..`.
    /// - Throws: ``LocalFileError``.
    public static func names(in folder: String) throws(LocalFileError) -> [String] {
        guard let stream = opendir(folder) else { throw LocalFileError(path: folder, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
