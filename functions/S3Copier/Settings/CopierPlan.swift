import AWSS3
import LambdaRuntime

/// The content of a plan file: the routes, the handling of outcomes, and the actions after a copy.
struct CopierPlan: Sendable, Equatable {
    /// The routes in order: the first that accepts an object wins. If there are none, `TARGET_BUCKET` receives every
    /// object.
    var routes: [CopyRoute] = []
    /// The handling of the outcomes that the plan names; every other outcome has a default.
    var policies: [PolicyChoice] = []
    /// `true` to restore archived source objects, so that they can be copied.
    var restoresArchived = false
    var restore = Restore()
    var multipart = Multipart()
    /// `true` to update a copy's tags when a tagging event arrives.
    var followsTags = false
    /// `true` to put a delete marker on the copy of a removed object.
    var followsDeletes = false
    var after = After()
    /// The session names of principals whose writes are not copied, besides this function's own session name.
    var ignoredPrincipals: [String] = []
    /// `true` to copy the objects that this function itself has written.
    var copiesOwnWrites = false

    struct PolicyChoice: Sendable, Equatable {
        let outcome: CopyOutcome
        let disposition: MessageDisposition
    }

    /// - Returns: `nil` when the plan does not name the outcome.
    func disposition(of outcome: CopyOutcome) -> MessageDisposition? {
        policies.first { $0.outcome == outcome }?.disposition
    }

    struct Restore: Sendable, Equatable {
        var days = 3
        var tier = S3.RestoreTier.standard
    }

    struct Multipart: Sendable, Equatable {
        /// The maximum size, in bytes, of an object that is copied in one request; larger objects are copied in parts.
        var threshold: Int64 = 1 << 30
        /// The preferred size of a part in bytes; parts are larger when 10,000 of this size would not suffice.
        var partSize: Int64 = 128 << 20
        /// The maximum number of parts that are copied for one message. A copy with more parts is split over several
        /// messages.
        var partsPerMessage = 100
        /// `true` to use the part sizes of the source, so that the copy has the same ETag.
        var preservesETag = false
    }

    struct After: Sendable, Equatable {
        /// The Glue crawler to start after copies; it overrides `CRAWLER_NAME`.
        var crawler: String?
        /// The seconds from the first copy of a burst to the crawl.
        var wait = 60
        /// The name or ARN of the event bus for "Object Copied" events; it overrides `EVENT_BUS_NAME`.
        var eventBus: String?
    }
}
