/// Event buses that keep what was put on them.
public struct FakeEventBridge: Sendable {
    /// The entries of PutEvents, in order.
    public private(set) var entries: [JSON] = []

    public init() {}

    /// The details of the entries.
    public var details: [JSON] { entries.compactMap { try? JSON.parse($0["Detail"]?.string ?? "") } }

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        guard let target = request.header("x-amz-target"), target.hasPrefix("AWSEvents."),
            let input = JSON(request.body)
        else { return nil }
        guard target == "AWSEvents.PutEvents" else {
            return .status(400, body: #"{"__type":"UnknownOperationException"}"#)
        }
        let new = input["Entries"]?.array ?? []
        entries += new
        let answers = new.indices.map { JSON.object(["EventId": .string("event-\($0)")]) }
        return .status(200, body: JSON.object(["FailedEntryCount": 0, "Entries": .array(answers)]).text)
    }
}
