//! Which instructions bulk questions are computed with. The answers are the same, bit by bit.

/// How bulk questions are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kernel {
    /// The widest instructions that this processor has, found out when the question is asked. Without the feature `simd`,
    /// and on processors other than x86-64, the same as [`Kernel::Portable`].
    #[default]
    Widest,
    /// What every processor of the target has.
    Portable,
}

impl Kernel {
    /// Runs a computation; what is inlined into it is compiled for wide instructions too.
    #[inline]
    pub(super) fn run<R>(self, computation: impl FnOnce() -> R) -> R {
        match self {
            #[cfg(feature = "simd")]
            Self::Widest => pulp::Arch::new().dispatch(computation),
            #[cfg(not(feature = "simd"))]
            Self::Widest => computation(),
            Self::Portable => computation(),
        }
    }
}
