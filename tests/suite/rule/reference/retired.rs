//! What names something retired is broken: its value is unknown.

use std::collections::BTreeMap;

use lms_core::rule::{Anchor, Leaf, Presence, Target, Vocabulary};
use lms_core::{CourseId, OfferingId};

pub(super) fn names_retired(vocabulary: &Vocabulary, asked: &Leaf) -> bool {
    fn kept<Id: Ord>(entries: &Option<BTreeMap<Id, Presence>>, id: &Id) -> bool {
        let known = entries.as_ref().map(|known| known[id]);
        known == Some(Presence::Retired)
    }
    let is_retired = |presence: Presence| presence == Presence::Retired;
    let course = |id: &CourseId| is_retired(vocabulary.courses[id].presence);
    let offering = |id: &OfferingId| is_retired(vocabulary.offerings[id].presence);
    let certification = |id| is_retired(vocabulary.certifications[id].presence);
    let target = |target: &Target| match target {
        Target::Course(id) => course(id),
        Target::Offering(id) => offering(id),
    };
    match asked {
        Leaf::Completed { course: id, .. }
        | Leaf::Score { course: id, .. }
        | Leaf::Attempts { course: id, .. }
        | Leaf::CoolDown { course: id, .. }
        | Leaf::Waived { course: id } => course(id),
        Leaf::Credits { courses, .. } => courses.iter().flatten().any(course),
        Leaf::Holds {
            certification: id, ..
        } => certification(id),
        Leaf::MemberOf { unit, .. } => is_retired(vocabulary.units[unit].presence),
        Leaf::Group { group } => kept(&vocabulary.groups, group),
        Leaf::Audience { audience } => kept(&vocabulary.audiences, audience),
        Leaf::Role { role } => kept(&vocabulary.roles, role),
        Leaf::Skill { skill, .. } => kept(&vocabulary.skills, skill),
        Leaf::Approved { approval } => kept(&vocabulary.approvals, approval),
        Leaf::Enrolled { target: of }
        | Leaf::Waitlisted { target: of }
        | Leaf::Withdrawn { target: of }
        | Leaf::Paid { target: of } => target(of),
        Leaf::SeatAvailable { offering: id } => offering(id),
        Leaf::Step { path, .. } => is_retired(vocabulary.paths[path].presence),
        Leaf::Elapsed { since, .. } => match since {
            Anchor::Attribute { .. } => false,
            Anchor::Completion { course: id } => course(id),
            Anchor::Enrolment { target: of } => target(of),
            Anchor::Certificate { certification: id } => certification(id),
            Anchor::Approval { approval } => kept(&vocabulary.approvals, approval),
        },
        Leaf::Attribute { .. } | Leaf::Fact { .. } | Leaf::Window { .. } | Leaf::Age { .. } => {
            false
        }
    }
}
