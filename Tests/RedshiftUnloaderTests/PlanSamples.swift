import AWSS3
import PlanFile
import RedshiftSQL

@testable import RedshiftUnloader

let testDeployment = DeploymentDefaults(
    warehouse: Warehouse.Fields(workgroup: "example", database: "dev", role: "default"),
    base: S3Location("s3://example-lake/")
)

func readPlan(
    _ text: String,
    name: String? = "p",
    deployment: DeploymentDefaults = testDeployment
) throws -> UnloadPlan {
    try PlanDocument(Array(text.utf8), file: "plans/p.yaml").read { UnloadPlan(name: name, $0, deployment: deployment) }
}

func planProblems(_ text: String, deployment: DeploymentDefaults = testDeployment) -> [String] {
    do {
        _ = try readPlan(text, deployment: deployment)
        return []
    } catch {
        return (error as? PlanError)?.problems.map { "\($0.path): \($0.message)" } ?? ["\(error)"]
    }
}

/// A plan of one table, with more members.
func tablePlan(_ members: String, plan: String = "") -> String {
    #"{\#(plan) "exports": [{"schema": "s", "table": "t", "to": "x/"\#(members.isEmpty ? "" : ", \(members)")}]}"#
}
