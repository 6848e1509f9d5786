import AWSGlue
import AWSS3
import LambdaEvents
import LambdaRuntime

/// The text of a dry run. It shows the decisions, and carries out none of them.
struct DryRunText: Sendable {
    let settings: CopierSettings

    func text(of request: S3CopierRequest) -> String { lines(of: request).map(\.printable).joined(separator: "\n") }

    private func lines(of request: S3CopierRequest) -> [String] {
        switch request {
        case .messages(let messages):
            let batch = OrderedMessageBatch(messages)
            let superseded = SupersededEvents(batch.events, settings)
            let lines = batch.chains.flatMap { $0 }.flatMap { item in
                explain(item.work, superseded).map { "message \(messages[item.message].messageID): \($0)" }
            }
            return lines.isEmpty ? ["no messages"] : lines
        case .events(let works):
            let events = works.flatMap { work -> [S3ObjectEvent] in
                if case .events(let events) = work { return events }
                return []
            }
            let superseded = SupersededEvents(events, settings)
            return works.flatMap { explain($0, superseded) }
        case .tasks(let event):
            return event.tasks.map { task in
                guard let object = S3ObjectEvent(task) else {
                    return "task \(task.id): Malformed: the key is not URL-encoded UTF-8"
                }
                return "task \(task.id): \(explain(object))"
            }
        case .sweep: return ["would send the messages of stalled copies in parts again, and abort orphaned uploads"]
        }
    }

    private func explain(_ work: MessageBatchItem.Work, _ superseded: SupersededEvents) -> [String] {
        switch work {
        case .events(let events) where events.isEmpty: ["S3's test event: nothing to do"]
        case .events(let events):
            events.map { event in
                superseded.contains(event)
                    ? "\(event.name) \(name(event)): Superseded, a later write of it in the same batch has the same target"
                    : explain(event)
            }
        case .followUp(.parts(let range, let name)): ["would copy more parts of s3://\(name.target), range \(range)"]
        case .followUp(.object(let request)): ["would examine s3://\(request.bucket)/\(request.key) again"]
        case .followUp(.crawl): ["would start the crawler"]
        case .unreadable(let error): ["Malformed, \(settings.dispositions[.malformed].explained): \(error)"]
        }
    }

    private func explain(_ event: S3ObjectEvent) -> String {
        let what = "\(event.name) \(name(event))"
        switch CopyDecision(for: event, settings) {
        case .copy(let job):
            return "\(what): would copy to \(name(job.target))\(properties(job.target))\(manner(job))"
        case .syncTags(let job): return "\(what): would give \(name(job.target)) its tags"
        case .mirrorRemoval(let jobs):
            let copies = jobs.map { name($0.target) }.joined(separator: ", ")
            return "\(what): would delete \(copies), if the source is gone"
        case .needs(.tags): return "\(what): depends on its tags, which S3 would be asked for"
        case .needs(.head): return "\(what): depends on its size or its Last-Modified, which S3 would be asked for"
        case .skip(let outcome):
            let why = outcome.advice.map { ": \($0)" } ?? ""
            return "\(what): \(outcome.name), \(settings.dispositions[outcome].explained)\(why)"
        }
    }

    private func manner(_ job: ObjectCopyRequest) -> String {
        guard let size = job.size else { return "" }
        guard let large = settings.multipart, size > min(large.threshold, PartPlan.largestSingleCopy),
            let plan = PartPlan(size: size, preferred: large.partSize)
        else {
            return size <= PartPlan.largestSingleCopy
                ? ", \(size) bytes in one request"
                : ", but it is TooLarge, \(settings.dispositions[.tooLarge].explained): \(CopyOutcome.tooLarge.advice ?? "")"
        }
        let messages = plan.rangeCount(of: large.partsPerMessage)
        return ", \(size) bytes in \(plan.count) parts\(messages > 1 ? " by \(messages) messages" : "")"
    }

    private func properties(_ target: S3CopyTarget) -> String {
        let encryption: String? =
            switch target.encryption {
            case .s3?: "SSE-S3"
            case .kms(let key)?: "SSE-KMS \(key)"
            case nil: nil
            }
        let all = [target.storageClass, encryption].compactMap { $0 }
        return all.isEmpty ? "" : " (\(all.joined(separator: ", ")))"
    }

    private func name(_ event: S3ObjectEvent) -> String {
        "s3://\(event.bucket)/\(event.key)" + (event.versionID.map { " version \($0)" } ?? "")
    }

    private func name(_ target: S3CopyTarget) -> String { "s3://\(target.bucket)/\(target.key)" }
}

extension MessageDisposition {
    fileprivate var explained: String {
        switch self {
        case .ack: "acknowledged"
        case .retry: "delivered again later"
        case .dlq: "to the dead-letter queue"
        }
    }
}

extension String {
    /// The text with an escape for each character that would control a terminal. Keys may contain line breaks, control
    /// characters and marks that change the direction of writing.
    fileprivate var printable: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
