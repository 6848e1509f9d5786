import LambdaRuntime
import PlanFile

@testable import S3Copier

/// Settings as tests write them: names in capitals are variables of the environment, others are fields of the plan, with
/// their path: `["TARGET_BUCKET": "example-target", "follow.tags": "true"]`. Values of fields are YAML.
struct TestPlan {
    let environment: [String: String]
    /// The plan's text; `nil` when no field is named.
    let text: String?

    init(_ variables: [String: String]) {
        environment = variables.filter { $0.key.first?.isUppercase == true && !$0.value.isEmpty }
        var groups: [String: [String]] = [:]
        for (path, value) in variables where path.first?.isLowercase == true && !value.isEmpty {
            let names = path.split(separator: ".", maxSplits: 1).map(String.init)
            groups[names[0], default: []].append(names.count > 1 ? "  \(names[1]): \(value)" : value)
        }
        guard !groups.isEmpty else {
            text = nil
            return
        }
        text = groups.sorted { $0.key < $1.key }.map { name, lines in
            lines.count == 1 && !lines[0].hasPrefix(" ")
                ? "\(name): \(lines[0])\n" : "\(name):\n\(lines.sorted().joined(separator: "\n"))\n"
        }.joined()
    }

    /// - Throws: `PlanError`.
    func read() throws -> CopierPlan? {
        try text.map { text in try PlanDocument(Array(text.utf8), file: "plan.yaml").read { CopierPlan($0) } }
    }
}

extension CopierSettings {
    /// - Throws: `PlanError`, `InvalidSettings`.
    init(test variables: [String: String]) throws {
        let plan = TestPlan(variables)
        try self.init(Environment(plan.environment), plan.read() ?? CopierPlan())
    }
}
