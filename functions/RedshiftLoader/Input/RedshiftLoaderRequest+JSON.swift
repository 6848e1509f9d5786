import LambdaRuntime
import AWSS3
import JSON
import LambdaEvents
import RedshiftSQL
import UTCTime

extension RedshiftLoaderRequest {
    static let taken =
        #"S3's events, by a queue or directly, the status changes of Redshift Data statements, and commands such as {"load": {"files": […]}}"#

    /// Reads every kind of event that the function accepts.
    struct Reader: Sendable {
        let statementPrefix: String

        /// Reads the requests of one event.
        ///
        /// - Throws: ``InvalidRequest`` for an event that cannot be read. If a message of a queue cannot be read, only
        ///   this message fails.
        func read(_ payload: [UInt8]) throws(InvalidRequest) -> DeliveredRequests {
            let event: EventDelivery
            do throws(UnreadableEvent) {
                event = try EventDelivery(payload)
            } catch {
                throw InvalidRequest("the event cannot be read: \(error.reason)")
            }
            var found = DeliveredRequests()
            switch event {
            case .direct(let contents):
                for content in contents { found.requests += try requests(content) }
            case .queue(let messages):
                found.messages = messages
                for (index, message) in messages.enumerated() {
                    do {
                        let own = try requests(try message.content())
                        found.requests += own
                        found.origins += own.map { _ in index }
                    } catch let error as InvalidRequest {
                        found.unreadable.append((index, error.errorMessage))
                    } catch let error as UnreadableEvent {
                        found.unreadable.append((index, error.reason))
                    } catch {
                        found.unreadable.append((index, "\(error)"))
                    }
                }
            case .batchOperations:
                throw InvalidRequest(
                    "\(UnsupportedEvent(event, function: "RedshiftLoader", takes: RedshiftLoaderRequest.taken))"
                )
            }
            return found
        }

        private func requests(_ content: UnwrappedEvent) throws(InvalidRequest) -> [RedshiftLoaderRequest] {
            switch content {
            case .s3(let events, let unreadable):
                if let unreadable { throw InvalidRequest(unreadable.reason) }
                var found: [RedshiftLoaderRequest] = []
                for event in events { found.append(object(event)) }
                return found
            case .s3TestEvent: return [.nothing]
            case .redshiftStatement(let change):
                let name = change.statementName.flatMap { BatchName($0, prefix: statementPrefix) }
                return [name.map { .batchOver($0) } ?? .nothing]
            case .command(let command): return [try request(command)]
            case .own(let element): return [try own(element)]
            default:
                throw InvalidRequest(
                    "\(UnsupportedEvent(content, function: "RedshiftLoader", takes: RedshiftLoaderRequest.taken))"
                )
            }
        }

        private func object(_ event: S3ObjectEvent) -> RedshiftLoaderRequest {
            guard event.kind == .created, let eTag = event.etag, let size = event.size, size > 0,
                !event.bucket.isEmpty, !event.key.isEmpty
            else { return .nothing }
            let location = S3Location(bucket: event.bucket, key: event.key)
            guard location.description.utf8.count <= LoaderLedger.longestFile else { return .nothing }
            let time = event.time.flatMap { UTCTime(iso8601: $0) }
            return .object(PendingFile(location: location, eTag: eTag, bytes: size, writtenAt: time))
        }

        private func request(_ command: FunctionCommand) throws(InvalidRequest) -> RedshiftLoaderRequest {
            do {
                try command.refuseOptions()
                switch command.name {
                case .sweep: return .sweep
                case .status:
                    if command.argument.kind == .string { return .status(try command.argument.string) }
                    let members = try members(command.argument, "status")
                    try CommandFieldReader.refuseUnknown(members, ["plan", "table"], in: "status")
                    guard let table = try CommandFieldReader.text("table", members) else {
                        throw InvalidRequest("status has no \"table\"; a load's status is asked by its id")
                    }
                    return .tableStatus(plan: try CommandFieldReader.text("plan", members), table: table)
                case .cancel: return .cancel(try command.argument.string)
                case .retry: return .retry(try command.argument.string)
                case .backfill:
                    if command.argument.kind == .string { return .backfillStatus(try command.argument.string) }
                    return .backfill(try BackfillRequest(try members(command.argument, "backfill")))
                case .pause, .resume:
                    throw InvalidRequest("RedshiftLoader has no command \"\(command.name.rawValue)\"")
                }
            } catch let error as InvalidRequest {
                throw error
            } catch {
                throw InvalidRequest("the command cannot be read: \(error)")
            }
        }

        /// Reads the commands that only this function has: `load`, `reload`, `migrate` and `freshness`.
        private func own(_ element: JSONElement) throws(InvalidRequest) -> RedshiftLoaderRequest {
            guard case .object(let event)? = try? element.decode(JSONValue.self),
                let name = ["load", "reload", "migrate", "freshness"].first(where: { event[$0] != nil })
            else { throw InvalidRequest("RedshiftLoader takes \(RedshiftLoaderRequest.taken)") }
            try CommandFieldReader.refuseUnknown(event, [name], in: "the event")
            if name == "freshness", event[name] == .bool(true) { return .freshness(plan: nil) }
            if name == "migrate", event[name] == .bool(true) { return .migrate(try MigrateRequest(JSONObject())) }
            guard case .object(let members)? = event[name] else {
                throw InvalidRequest("\"\(name)\" is expected to be an object")
            }
            switch name {
            case "migrate": return .migrate(try MigrateRequest(members))
            case "reload": return .reload(try ReloadRequest(members))
            case "freshness":
                try CommandFieldReader.refuseUnknown(members, ["plan"], in: "freshness")
                return .freshness(plan: try CommandFieldReader.text("plan", members))
            default: return .load(try LoadRequest(members))
            }
        }

        private func members(_ element: JSONElement, _ name: String) throws(InvalidRequest) -> JSONObject {
            guard case .object(let members)? = try? element.decode(JSONValue.self) else {
                throw InvalidRequest("\"\(name)\" is expected to be an object")
            }
            return members
        }
    }
}
