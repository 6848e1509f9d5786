/// The `defaults:` of a plan: values for the fields that an item does not have. A field with the value `null` in an
/// item gets no default.
public struct PlanDefaults {
    let value: PlanValueReader
    let entries: [PlanEntry]
    /// The fields that only an item can have.
    let own: [String]

    /// Records a problem for each field of `defaults` that cannot be a default of an item.
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
