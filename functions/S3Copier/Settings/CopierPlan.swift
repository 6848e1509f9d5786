import AWSS3
import LambdaRuntime

/// A plan file, read: the routes, the handling of outcomes, and what follows a copy.
struct CopierPlan: Sendable, Equatable {
    /// Tried in order, the first that takes an object wins. Empty: `TARGET_BUCKET` gets everything.
    var routes: [CopyRoute] = []
    /// The plan's choices for outcomes; the others have their own.
    var policies: [PolicyChoice] = []
    /// `true` to restore archived sources instead of giving them up.
    var restoresArchived = false
    var restore = Restore()
    var multipart = Multipart()
    /// `true` to change a copy's tags by tagging events.
    var followsTags = false
    /// `true` to put a delete marker on the copy of a removed object.
    var followsDeletes = false
    var after = After()
    /// Session names whose writes are not copied, besides this function's own.
    var ignoredPrincipals: [String] = []
    /// `true` to copy this function's own writes on.
    var copiesOwnWrites = false

    struct PolicyChoice: Sendable, Equatable {
        let outcome: CopyOutcome
        let disposition: MessageDisposition
    }

    /// - Returns: `nil` when the plan says nothing of that outcome.
    func disposition(of outcome: CopyOutcome) -> MessageDisposition? {
        policies.first { $0.outcome == outcome }?.disposition
    }

    struct Restore: Sendable, Equatable {
        var days = 3
        var tier = S3.RestoreTier.standard
    }

    struct Multipart: Sendable, Equatable {
        /// Bytes; larger objects are copied in parts.
        var threshold: Int64 = 1 << 30
        /// Bytes of a part, as far as 10,000 of them suffice.
        var partSize: Int64 = 128 << 20
        /// A copy of more parts is spread over messages.
        var partsPerMessage = 100
        /// `true` to cut parts as the source's were, so that the ETag is the same.
        var preservesETag = false
    }

    struct After: Sendable, Equatable {
        /// Glue crawler; in place of `CRAWLER_NAME`.
        var crawler: String?
        /// Seconds from the first copy of a burst to the crawl.
        var wait = 60
        /// Name or ARN of an event bus; in place of `EVENT_BUS_NAME`.
        var eventBus: String?
    }
}
