import Glibc

/// A script beside a source file that starts a server, and says what a test must know as KEY=VALUE lines, the last one READY.
struct StartScript {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// - Parameters:
    ///   - name: in the folder of `source`.
    ///   - argument: of the script.
    /// - Throws: ``Failure`` with the script's `ERROR`.
    static func run(_ name: String, beside source: String, _ argument: String) throws(Failure) -> [String: String] {
        let script = source.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/\(name)"
        guard let pipe = popen("bash '\(script)' '\(argument)'", "r") else {
            throw Failure(description: "cannot run \(script)")
        }
        defer { pclose(pipe) }
        var values: [String: String] = [:]
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), pipe) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
            guard let equals = text.firstIndex(of: "=") else { continue }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
            if values["READY"] != nil { return values }
        }
        throw Failure(description: values["ERROR"] ?? "\(script) gave no answer")
    }
}
