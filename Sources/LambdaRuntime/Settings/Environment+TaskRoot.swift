import Glibc

extension Environment {
    /// The folder the zip was unpacked to: `LAMBDA_TASK_ROOT`, else where the executable lies. Its other files are there too:
    /// `plans/`, `certs/`, `zoneinfo/`.
    public var taskRoot: String { self["LAMBDA_TASK_ROOT"] ?? Self.folderOfExecutable ?? "." }

    private static var folderOfExecutable: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        guard length > 0, let slash = buffer[..<length].lastIndex(of: CChar(0x2F)) else { return nil }
        return String(decoding: buffer[..<slash].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
