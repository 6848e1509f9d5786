import AWSEventBridge
import AWSGlue
import AWSStepFunctions
import StateStore
import UTCTime

/// The settings and service clients that all invocations share.
struct StarterServices: Sendable {
    let settings: StarterSettings
    let glue: Glue
    let stepFunctions: StepFunctions
    let eventBridge: EventBridge
    let state: StateStore
    let logs: CloudWatchLogsURL
    let clock: TimeSource
}
