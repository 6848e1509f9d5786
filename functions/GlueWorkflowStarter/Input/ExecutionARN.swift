import AWSClient
import FormEncoding

/// The ARN of an execution, by which Step Functions is asked whether it still waits when its task does not answer.
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
enum ExecutionARN {
    /// - Parameter region: the function's; `nil` when it is not known.
    /// - Throws: `StarterError` for a text that is no ARN of a Standard execution in this region.
    static func check(_ text: String, region: String?) throws(StarterError) {
        guard let arn = RegionalARN(text), arn.service == "states" else { throw unreadable(text) }
        let parts = arn.resource.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else { throw unreadable(text) }
        switch parts[0] {
        case "execution": break
        case "express":
            throw .invalid("\"executionArn\" is an Express execution's: only Standard ones wait for a token")
        default:
            throw .invalid(
                "\"executionArn\" is the ARN of a \(parts[0].prefix(20)), not of an execution: use $$.Execution.Id"
            )
        }
        guard parts.count == 3 else { throw unreadable(text) }
        if let region, arn.region != region {
            throw .invalid("\"executionArn\" is of region \(arn.region); this function asks and answers in \(region)")
        }
    }

    private static func unreadable(_ text: String) -> StarterError {
        .invalid("\"executionArn\" is \"\(text.cut(toBytes: 100))\", which is no execution's ARN: use $$.Execution.Id")
    }
}
