import AWSClient
import FormEncoding

/// The ARN of an execution, by which Step Functions is asked whether it still waits when its task does not answer.
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
enum ExecutionARN {
    /// - Parameter region: the function's; `nil` when it is not known.
    /// - Throws: `StarterError` for a text that is no ARN of a Standard execution in this region.
    static func check(_ text: String, region: String?) throws(StarterError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard isOfStepFunctions(text, parts) else { throw unreadable(text) }
        switch parts[5] {
        case "execution": break
        case "express":
            throw .invalid("\"executionArn\" is an Express execution's: only Standard ones wait for a token")
        default:
            throw .invalid(
                "\"executionArn\" is the ARN of a \(parts[5].prefix(20)), not of an execution: use $$.Execution.Id"
            )
        }
        guard parts.count == 8 else { throw unreadable(text) }
        if let region, parts[3] != region {
            throw .invalid("\"executionArn\" is of region \(parts[3]); this function asks and answers in \(region)")
        }
    }

    private static func isOfStepFunctions(_ text: String, _ parts: [Substring]) -> Bool {
        // Names may have any letters, but no white space and no control characters.
        guard parts.count >= 7, text.utf8.count <= 2048, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            return false
        }
        return parts[0] == "arn" && parts[1] == AWSPartition(region: String(parts[3])).rawValue && parts[2] == "states"
            && !parts[3].isEmpty && parts[4].utf8.count == 12 && parts[4].utf8.allSatisfy { (0x30...0x39).contains($0) }
            && parts[6...].allSatisfy { !$0.isEmpty }
    }

    private static func unreadable(_ text: String) -> StarterError {
        .invalid("\"executionArn\" is \"\(text.cut(toBytes: 100))\", which is no execution's ARN: use $$.Execution.Id")
    }
}
