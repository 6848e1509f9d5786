import AWSClient
import FormEncoding

/// The ARN of a Step Functions execution. By this ARN, the function asks for the execution's status when a task of the
/// execution is over.
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
enum ExecutionARN {
    /// Checks that a text is the ARN of a Standard execution in the function's region.
    ///
    /// - Parameter region: the function's region; `nil` when it is not known, and is not compared.
    /// - Throws: `StarterError` when the text is no such ARN.
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
