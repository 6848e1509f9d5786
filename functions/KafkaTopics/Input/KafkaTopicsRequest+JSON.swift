import JSON
import LambdaEvents
import LambdaRuntime

extension KafkaTopicsRequest {
    static let taken =
        #"{"plan": true}, {"apply": true}, {"drift": true}, {"onboard": {"table": "dbo.orders"}}, a schedule and a CloudFormation custom resource"#
    private static let commands = ["plan", "apply", "drift", "onboard"]

    /// - Throws: ``InvalidRequest`` for any other event.
    init(_ payload: [UInt8]) throws(InvalidRequest) {
        let event: EventDelivery
        do throws(UnreadableEvent) {
            if let event = try? JSONDocument(payload).root, CustomResourceRequest.isRequest(event) {
                self = .resource(try CustomResourceRequest(event))
                return
            }
            event = try EventDelivery(payload)
        } catch {
            throw InvalidRequest(error.reason)
        }
        guard case .direct(let contents) = event, contents.count == 1, let content = contents.first else {
            throw InvalidRequest("\(UnsupportedEvent(event, function: "KafkaTopics", takes: Self.taken))")
        }
        switch content {
        case .schedule: self = .drift
        case .own(let element) where Self.commands.contains { element[$0].kind != nil }:
            self = try Self.command(element)
        default: throw InvalidRequest("\(UnsupportedEvent(event, function: "KafkaTopics", takes: Self.taken))")
        }
    }

    private static func command(_ event: JSONElement) throws(InvalidRequest) -> KafkaTopicsRequest {
        do throws(JSONError) {
            let given = commands.filter { event[$0].kind != nil }
            guard let name = given.first, given.count == 1 else {
                throw event[given.last ?? ""].error("cannot be given together with \(given.first ?? "")")
            }
            let takesTopics = name == "plan" || name == "apply"
            for member in try event.object {
                let found = try member.name
                guard found == name || takesTopics && found == "topics" else {
                    throw member.value.error("is no member of \(name)")
                }
            }
            if name == "onboard" { return .onboard(try OnboardRequest(event[name])) }
            guard try event[name].bool else { throw event[name].error("must be true") }
            if name == "drift" { return .drift }
            let topics = try topics(event["topics"])
            return name == "plan" ? .plan(topics: topics) : .apply(topics: topics)
        } catch {
            throw InvalidRequest("the command cannot be read: \(error)")
        }
    }

    private static func topics(_ list: JSONElement) throws(JSONError) -> [String]? {
        guard let list = list.ifPresent else { return nil }
        var names: [String] = []
        for element in try list.array { names.append(try element.string) }
        guard !names.isEmpty else { throw list.error("must have a topic at least") }
        return names
    }
}
