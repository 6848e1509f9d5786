/// The name of an execution that a next step starts. It is the same for every attempt, so that the execution starts
/// only once.
enum ExecutionName {
    /// Makes the name, with at most the 80 characters that Step Functions accepts.
    /// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    static func of(_ migration: String, run: String, revision: Int) -> String {
        let allowed = run.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): byte
            default: UInt8(ascii: "-")
            }
        }
        let suffix = revision > 1 ? "-r\(revision)" : ""
        return String("\(migration)-\(String(decoding: allowed, as: UTF8.self))".prefix(80 - suffix.utf8.count))
            + suffix
    }
}
