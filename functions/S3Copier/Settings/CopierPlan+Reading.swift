import AWSS3
import LambdaRuntime
import PlanFile

extension CopierPlan {
    /// Reads the plan's fields; every mistake is recorded in `plan`.
    init?(_ plan: FieldReader) {
        followsTags = false
        readFollow(plan)
        let names = UniqueNames()
        let follows = followsDeletes
        let defaults = plan.defaults(own: ["name", "from", "to"])
        routes =
            plan.list("routes", defaults: defaults) { item in
                if let name = item.identifier("name") {
                    names.claim(name, by: item, field: "name", hint: "give one of them another name")
                }
                return CopyRoute(item, mirrorsDeletes: follows)
            } ?? []
        if let circle = RouteConflict.find(in: routes) {
            plan.refuse(
                "routes",
                "lead around in a circle, which would copy each copy again: \(circle.joined(separator: " → "))"
            )
        }
        if follows, let pair = RouteConflict.sharedTarget(of: routes) {
            plan.refuse(
                "routes",
                "may write two objects to one place, one of \(pair.0), the other of \(pair.1): a removal of one would delete the copy of the other; give the routes targets that begin otherwise, such as ${bucket}/${key}, or leave follow.deletes away"
            )
        }
        _ = plan.mapping("outcomes") { outcomes in
            readOutcomes(outcomes)
            return true
        }
        _ = plan.mapping("restore") { fields in
            restore.days = fields.integer("days", in: 1...365) ?? restore.days
            restore.tier = fields.choice("tier") ?? restore.tier
            return true
        }
        _ = plan.mapping("multipart") { fields in
            let sizes = PartPlan.smallestPart...PartPlan.largestPart
            multipart.threshold = fields.size("threshold", in: sizes) ?? multipart.threshold
            multipart.partSize = fields.size("part_size", in: sizes) ?? multipart.partSize
            multipart.partsPerMessage =
                fields.integer("parts_per_message", in: 1...PartPlan.mostParts) ?? multipart.partsPerMessage
            multipart.preservesETag = fields.bool("preserve_etag") ?? multipart.preservesETag
            return true
        }
        _ = plan.mapping("after") { fields in
            after.crawler = fields.text("crawler")
            after.eventBus = fields.text("event_bus")
            let wait = fields.duration("wait", in: .seconds(1) ... .seconds(900))
            after.wait = wait.map { Int($0.components.seconds) } ?? after.wait
            return true
        }
        ignoredPrincipals = plan.texts("ignore_principals", expected: "a session's name") ?? []
        copiesOwnWrites = plan.bool("copy_own_writes") ?? false
    }

    private mutating func readFollow(_ plan: FieldReader) {
        _ = plan.mapping("follow") { fields in
            followsTags = fields.bool("tags") ?? false
            followsDeletes = fields.choice("deletes", of: ["none", "markers"]) == "markers"
            return true
        }
    }

    private mutating func readOutcomes(_ fields: FieldReader) {
        for policy in PlanOutcomeName.all {
            guard policy.outcome != .archived else {
                let word = fields.choice("archived", of: MessageDisposition.words + ["restore"])
                restoresArchived = word == "restore"
                choose(word, for: .archived)
                continue
            }
            choose(fields.choice(policy.name, of: MessageDisposition.words), for: policy.outcome)
        }
    }

    private mutating func choose(_ word: String?, for outcome: CopyOutcome) {
        guard let disposition = word.flatMap({ MessageDisposition(word: $0) }) else { return }
        policies.append(PolicyChoice(outcome: outcome, disposition: disposition))
    }
}
