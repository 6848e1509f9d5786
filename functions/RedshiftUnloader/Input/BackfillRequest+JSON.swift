import LambdaRuntime
import JSON
import UTCTime

extension BackfillRequest {
    /// Reads `{"plan": …, "from": …, "to": …, "concurrency": …, "id": …}`.
    ///
    /// - Throws: `JSONError` or ``InvalidRequest``, which name the field.
    init(_ input: JSONElement, _ defaults: RequestDefaults) throws {
        try input.refuseMembers(otherThan: ["plan", "from", "to", "concurrency", "id"])
        guard let from = try input["from"].time, let to = try input["to"].time, from < to else {
            throw InvalidRequest(
                #"a backfill needs "from" and, later than it, "to": times such as 2026-01-01T00:00:00Z"#
            )
        }
        let concurrency = try input["concurrency"].ifPresent?.int ?? 1
        guard (1...10).contains(concurrency) else {
            throw input["concurrency"].error("is \(concurrency), expected a whole number from 1 to 10")
        }
        self.init(
            plan: try input["plan"].planReference ?? .standard(defaults),
            from: from,
            to: to,
            concurrency: concurrency,
            id: try input["id"].shortText
        )
    }
}
