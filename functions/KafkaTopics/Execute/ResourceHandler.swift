import JSON
import KafkaAdmin
import LambdaEvents
import LambdaRuntime

/// Carries out the request of a CloudFormation custom resource, and answers it once. Without an answer, CloudFormation
/// waits for an hour.
struct ResourceHandler: Sendable {
    let services: TopicsServices
    let context: LambdaContext

    private var commands: CommandHandler { CommandHandler(services: services, context: context) }

    /// - Throws: ``UnansweredResource`` when the answer could not be sent. Lambda then invokes the function again, and
    ///   the function finds the changes already made.
    func handle(_ request: CustomResourceRequest) async throws {
        let response: CustomResourceResponse
        do {
            response = try await carryOut(request)
        } catch {
            let message = (error as? any LambdaError)?.errorMessage ?? "\(error)"
            OutcomeReport(TopicsOutcome.failed, subject: "\(request)", error: error).write(to: context)
            response = answer(request, isSuccess: false, message)
        }
        try await ResourceResponder(transport: services.transport).put(response, to: request.responseURL)
    }

    private func carryOut(_ request: CustomResourceRequest) async throws -> CustomResourceResponse {
        let properties = try ResourceProperties(request.properties)
        let plan = try await plan(properties)
        if request.kind == .delete { return try await delete(request, properties, plan) }
        let own = try await ownTopics(request)
        let difference = try await commands.withClient { try await commands.difference(plan, $0) }
        let decision = ResourceDecision(
            applying: difference,
            isNew: request.kind == .create,
            isDeletedWithStack: properties.isDeletedWithStack,
            ownTopics: own
        )
        if case .refuse(let reason) = decision {
            OutcomeReport(TopicsOutcome.refused, subject: "\(request)").write(to: context)
            return answer(request, isSuccess: false, reason)
        }
        let (applied, isDone) = try await commands.apply(plan)
        let words = applied.topics.flatMap { topic in
            (topic.refused + topic.errors).map { "\(topic.topic) \($0)" }
        }
        let reason = words.isEmpty ? applied.outcome : "\(applied.outcome): \(words.joined(separator: "; "))"
        return answer(request, isSuccess: isDone, reason, topics: plan)
    }

    private func delete(
        _ request: CustomResourceRequest,
        _ properties: ResourceProperties,
        _ plan: TopicsPlan
    ) async throws -> CustomResourceResponse {
        let decision = ResourceDecision(
            deleting: plan.topics.map(\.name),
            physicalID: request.physicalID,
            isDeletedWithStack: properties.isDeletedWithStack,
            isAllowed: services.settings.allowsDelete
        )
        guard case .delete(let topics) = decision else {
            OutcomeReport(TopicsOutcome.kept, subject: "\(request)").write(to: context)
            if case .keep(let reason) = decision { return answer(request, isSuccess: true, reason) }
            return answer(request, isSuccess: true, "kept")
        }
        let results = try await commands.withClient { client in
            try await client.delete(topics: topics, timeout: commands.timeout)
        }
        let errors = results.filter { $0.error != nil && $0.error != .unknownTopicOrPartition }.map {
            "\($0.topic): \($0.error?.name ?? "")"
        }
        let outcome: TopicsOutcome = errors.isEmpty ? .deleted : .failed
        OutcomeReport(outcome, subject: "\(request)").write(to: context)
        return answer(
            request,
            isSuccess: errors.isEmpty,
            errors.isEmpty ? "deleted \(topics.count) topics" : errors.joined(separator: "; ")
        )
    }

    private func plan(_ properties: ResourceProperties) async throws -> TopicsPlan {
        if let text = properties.plan { return try services.plan(inline: text) }
        return try await services.plan(deadline: commands.deadline)
    }

    /// Returns the topics that the resource had before an update; no topics for a creation.
    private func ownTopics(_ request: CustomResourceRequest) async throws -> Set<String> {
        guard request.kind == .update else { return [] }
        let old = try ResourceProperties(request.oldProperties)
        return Set(try await plan(old).topics.map(\.name))
    }

    private func answer(
        _ request: CustomResourceRequest,
        isSuccess: Bool,
        _ reason: String,
        topics: TopicsPlan? = nil
    ) -> CustomResourceResponse {
        CustomResourceResponse(
            to: request,
            isSuccess: isSuccess,
            reason: reason,
            // Another id would have CloudFormation delete the resource with the first one.
            physicalID: isSuccess || request.kind != .create
                ? "kafka-topics-\(request.logicalID)" : ResourceDecision.notCreated,
            data: topics.map { ["Topics": $0.topics.map(\.name).joined(separator: ",")] } ?? [:]
        )
    }
}
