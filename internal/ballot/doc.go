// Package ballot holds the rules of the electronic secret ballot (无记名投票): what a ballot paper may
// say, how a member gets the right to cast one without anybody learning which, how cast ballots lie in
// the urn, and how the open box is counted and checked by others.
//
// In order: the box is opened with one key per ballot paper (NewKeys), whose fingerprint stands on the
// screen in the hall; while ballots are issued (发票) each present member's tablet makes a random token per
// paper and has it signed without showing it (Keys.Sign); once casting (投票) begins nothing more is issued,
// and a ballot travels with the token and without the member; it lies in the urn encrypted (Keys.Lock), so
// that rows of a database say nothing; closing opens every ballot (Keys.Unlock) and writes the box file
// (NewBox), sorted by token, after which the keys are destroyed; scrutineers recount the file on a machine
// of their own (Verify).
//
// Sources: 地方组织法（2022）第五十一条 (majority of all members); the county's voting rules (表决办法), which
// demand a secret ballot; RFC 9474 RSABSSA-SHA384-PSS-Randomized for the blind signatures.
//
// Words: 票箱 box, 表决票 paper (one independent question or sheet) and ballot (one member's answer),
// 发出 issued, 收回 returned, 未按 blank (nothing chosen on a line), 校验码 SHA-256 of the box file,
// 监票人 scrutineer.
package ballot
