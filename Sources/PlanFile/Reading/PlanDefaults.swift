/// The `defaults:` of a plan: values that count for every item that has none of its own. An item's `null` takes a default
/// away.
public struct PlanDefaults {
    let value: PlanValueReader
    let entries: [PlanEntry]
    /// Fields that only an item can have.
    let own: [String]

    /// Notes the fields of `defaults` that no item has.
    func refuseUnknown(asked: [String]) {
        let allowed = asked.filter { !own.contains($0) }
        for entry in entries where !allowed.contains(entry.key) && entry.key != "description" {
            let problem: String
            if own.contains(entry.key) {
                problem = "is a field of each item; it cannot be a default"
            } else {
                problem = FieldReader.unknown(entry.key, allowed)
            }
            value.reading.record(
                PlanProblem(
                    file: value.reading.file,
                    position: entry.keyPosition,
                    path: value.place.field(entry.key).text,
                    message: problem
                )
            )
        }
    }
}
