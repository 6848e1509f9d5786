import AWSEventBridge
import AWSGlue
import AWSStepFunctions
import StateStore
import UTCTime

/// The clients and settings that the function keeps for as long as it lives.
struct StarterServices: Sendable {
    let settings: StarterSettings
    let glue: Glue
    let stepFunctions: StepFunctions
    let eventBridge: EventBridge
    let state: StateStore
    let logs: CloudWatchLogsURL
    let clock: TimeSource
}
