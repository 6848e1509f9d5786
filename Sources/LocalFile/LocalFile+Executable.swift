import Glibc

extension LocalFile {
    /// The folder of this process's executable; `nil` when `/proc` is not mounted. The zip's other files (`certs/`,
    /// `plans/`, `zoneinfo/`) are in the same folder.
    public static var folderOfExecutable: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count)
        guard length > 0, let slash = path[..<length].lastIndex(of: CChar(0x2F)) else { return nil }
        return String(decoding: path[..<slash].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
