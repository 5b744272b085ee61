//! The exit codes, and which of several counts.

/// What a process's exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: everything asked for holds.
    Holds,
    /// 1: a definition needs a person: an invalid file, missing fields, content that the service refused, a conflict.
    NeedsPerson,
    /// 2: wrong use or settings: flags, token, scope, feature, URL, records.
    Setup,
    /// 3: the service or the network failed after retries. Run again, nothing is lost.
    Service,
    /// 4: held back by the daily publish limit or a brake.
    Held,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Holds => 0,
            Self::NeedsPerson => 1,
            Self::Setup => 2,
            Self::Service => 3,
            Self::Held => 4,
        }
    }

    /// Of two, the one that counts: 2, then 3, then 1, then 4, then 0.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.rank() <= other.rank() { self } else { other }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Setup => 0,
            Self::Service => 1,
            Self::NeedsPerson => 2,
            Self::Held => 3,
            Self::Holds => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_codes_the_first_of_2_3_1_4_counts() {
        let ranked = [Exit::Setup, Exit::Service, Exit::NeedsPerson, Exit::Held, Exit::Holds];
        assert_eq!(ranked.map(Exit::code), [2, 3, 1, 4, 0]);
        for (place, first) in ranked.iter().enumerate() {
            for later in &ranked[place..] {
                assert_eq!((first.or(*later), later.or(*first)), (*first, *first));
            }
        }
    }
}
