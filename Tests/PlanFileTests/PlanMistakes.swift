@testable import PlanFile

/// The mistakes of a plan as lines, or `no mistake`.
func mistakes<Value>(_ text: String, _ body: (FieldReader) -> Value?) -> [String] {
    do throws(PlanError) {
        _ = try PlanDocument(Array(text.utf8), file: "p.yaml").read(body)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}
