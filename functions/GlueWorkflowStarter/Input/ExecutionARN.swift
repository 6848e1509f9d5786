import FormEncoding

/// The name of an execution that can be asked for, when its task does not answer any more.
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
enum ExecutionARN {
    /// - Parameter region: the function's; `nil` when it is not known.
    /// - Throws: `StarterError` for what is no ARN of a Standard execution in this region.
    static func check(_ text: String, region: String?) throws(StarterError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 8, parts[0] == "arn", parts[2] == "states", text.utf8.count <= 2048,
            parts[1].hasPrefix("aws"), parts[3...4].allSatisfy({ !$0.isEmpty }), parts[6...].allSatisfy({ !$0.isEmpty })
        else {
            throw StarterError.invalid(
                "\"executionArn\" is \"\(text.cut(toBytes: 100))\", which is no execution's ARN: use $$.Execution.Id"
            )
        }
        if parts[5] == "express" {
            throw StarterError.invalid(
                "\"executionArn\" is an Express execution's: only Standard ones wait for a token"
            )
        }
        guard parts[5] == "execution" else {
            throw StarterError.invalid(
                "\"executionArn\" is the ARN of a \(parts[5].prefix(20)), not of an execution: use $$.Execution.Id"
            )
        }
        if let region, parts[3] != region {
            throw StarterError.invalid(
                "\"executionArn\" is of region \(parts[3]); this function asks and answers in \(region)"
            )
        }
    }
}
