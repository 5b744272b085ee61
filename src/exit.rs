//! The exit codes.

/// The process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything is done.
    Success,
    /// 1: a definition needs an edit: an invalid file, missing fields, content that the service refused, a conflict.
    ActionRequired,
    /// 2: invalid usage or configuration: flags, token, scope, feature, URL, records.
    Configuration,
    /// 3: the service or the network failed after retries; another run continues.
    ServiceUnavailable,
    /// 4: held back by the daily publish limit or another limit.
    OnHold,
}

impl Exit {
    /// The code as a number.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::ActionRequired => 1,
            Self::Configuration => 2,
            Self::ServiceUnavailable => 3,
            Self::OnHold => 4,
        }
    }

    /// The more severe of two: 2, then 3, then 1, then 4, then 0.
    #[must_use]
    pub fn most_severe(self, other: Self) -> Self {
        if self.rank() <= other.rank() { self } else { other }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Configuration => 0,
            Self::ServiceUnavailable => 1,
            Self::ActionRequired => 2,
            Self::OnHold => 3,
            Self::Success => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_severity_is_2_3_1_4() {
        let ranked = [Exit::Configuration, Exit::ServiceUnavailable, Exit::ActionRequired, Exit::OnHold, Exit::Success];
        assert_eq!(ranked.map(Exit::code), [2, 3, 1, 4, 0]);
        for (index, first) in ranked.iter().enumerate() {
            for later in &ranked[index..] {
                assert_eq!((first.most_severe(*later), later.most_severe(*first)), (*first, *first));
            }
        }
    }
}
