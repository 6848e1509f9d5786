import Glibc
import Testing

/// A home folder with files in `.aws`, gone after the test.
func withHome<Value>(
    _ config: String,
    _ files: [String: String] = [:],
    _ body: (_ home: String) async throws -> Value
) async throws -> Value {
    var template = Array("/tmp/aws-home-XXXXXX".utf8CString)
    #expect(mkdtemp(&template) != nil)
    let home = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { _ = system("rm -r '\(home)'") }
    var all = files
    all[".aws/config"] = config
    for (name, text) in all {
        let folder = name.split(separator: "/").dropLast().joined(separator: "/")
        _ = system("mkdir -p '\(home)/\(folder)'")
        let file = try #require(fopen("\(home)/\(name)", "w"))
        fputs(text, file)
        fclose(file)
    }
    return try await body(home)
}
