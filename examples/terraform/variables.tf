variable "name" {
  description = "Names of what is created begin with it."
  type        = string
  default     = "data-flow"
}

variable "release_zip" {
  description = "Path of the zip of a release, such as S3Copier-x86_64.zip."
  type        = string
}

variable "architecture" {
  description = "What the zip is built for: x86_64 or arm64, as its name says."
  type        = string
  default     = "x86_64"
  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "The architecture is x86_64 or arm64."
  }
}

variable "source_bucket" {
  description = "Bucket whose new objects are copied."
  type        = string
}

variable "source_topic_arn" {
  description = "SNS topic that the source bucket notifies."
  type        = string
}

variable "target_bucket" {
  description = "Bucket the copies are written to."
  type        = string
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the role, where the account asks for one."
  type        = string
  default     = null
}
