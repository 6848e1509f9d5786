import LambdaRuntime
import JSON
import LambdaEvents

/// The partitions that a status command asks about.
struct StatusRequest: Sendable, Equatable {
    /// The allowed values of the field `links`, which is the number of commit links to read for each partition.
    static let links = 1...1_000

    /// The topic to report; `nil` for every topic of the plan.
    var topic: String?
    /// The partition to report; `nil` for every partition of the topic.
    var partition: Int?
    var linksRead = 1

    /// Reads `{"status": true}` and `{"status": {"topic": "orders", "partition": 3, "links": 100}}`.
    ///
    /// - Throws: ``InvalidRequest``.
    init(_ command: FunctionCommand) throws(InvalidRequest) {
        do throws(JSONError) {
            try command.refuseOptions()
            let asked = command.argument
            if asked.kind == .bool, try asked.bool { return }
            for member in try asked.object where !["topic", "partition", "links"].contains(try member.name) {
                throw member.value.error("is no member of status; it has \"topic\", \"partition\", \"links\"")
            }
            topic = try asked["topic"].ifPresent?.string
            if let number = asked["partition"].ifPresent {
                guard topic != nil else { throw number.error("needs a topic beside it") }
                let number = try number.integer(Int32.self)
                guard number >= 0 else { throw asked["partition"].error("is no partition") }
                partition = Int(number)
            }
            if let links = asked["links"].ifPresent {
                linksRead = Int(try links.integer(Int32.self))
                guard Self.links.contains(linksRead) else { throw links.error("must be 1 to 1000") }
            }
        } catch {
            throw InvalidRequest("the command cannot be read: \(error)")
        }
    }
}
