import Glibc

extension LocalFile {
    /// Folder of this process's executable: the zip's other files (`certs/`, `plans/`, `zoneinfo/`) are unpacked beside it.
    /// `nil` where `/proc` is not mounted.
    public static var folderOfExecutable: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count)
        guard length > 0, let slash = path[..<length].lastIndex(of: CChar(0x2F)) else { return nil }
        return String(decoding: path[..<slash].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
