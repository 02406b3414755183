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
// of their own (Verify). Nothing here knows a member, a case or a database; it imports errs only.
//
// Sources: 地方组织法（2022）第五十一条 (majority of all members); the county's voting rules (表决办法), which
// demand a secret ballot; RFC 9474 RSABSSA-SHA384-PSS-Randomized for the blind signatures.
//
// Words: 票箱 box, 表决票 paper (one independent question or sheet) and ballot (one member's answer),
// 发出 issued, 收回 returned, 未按 blank (nothing chosen on a line), 校验码 SHA-256 of the box file,
// 监票人 scrutineer.
//
// # What could tell how somebody voted, and the tests that watch it
//
//   - order of issue beside order of casting: two phases, and tablets that fetch after a random time.
//     TestClaimWaitsAtRandom, TestBallotsInTheWrongOrder, TestNobodyLinksMemberAndBallot
//   - order of casting beside a camera in the hall: the urn holds noise, opened ballots are written once and
//     sorted. TestNoFileHoldsABallotBeforeClosing, TestNobodyLinksMemberAndBallot, TestLockTellsNothing
//   - xmin, ctid, sequences, times: the columns are exactly these. TestTheTablesOfABallotAreExactlyThese
//   - rows written beside a cast: none with a name while ballots are out. TestTabletsLeaveTheirSessionAlone,
//     TestNothingNamedIsWrittenWhileBallotsAreCast
//   - log lines of the program and its proxy: TestTheBoxHasNoMiddleware, TestTheBoxLogsNothing,
//     TestTheServerNamesNoAddress, TestProductionWritesNoBallotDown
//   - log and statistics of PostgreSQL: no vote on one that writes values down.
//     TestNoElectronicVoteOnADatabaseThatWritesItDown, TestNoFileHoldsABallotBeforeClosing
//   - cookie, referrer, connection: TestVoteInBrowser
//   - address and kind of the tablet: never asked for. TestTheBoxHasNoMiddleware
//   - backups: none while a box is open. TestNoBackupWhileABoxIsOpen
//   - keys on a disk, in swap, in a dump: in memory where there is a place for it, the operator is told where
//     there is none or memory is swapped, dumps are off. TestKeysOfBoxesLieInMemory, TestWhatCouldKeepAKeyIsTold,
//     TestNothingIsDumped
//   - keys that remain: TestKeysOfDoneBoxesAreDestroyed, TestKeysSurviveTheirFile, TestKeysOfAnEarlierDatabase
//   - two tabs, double press: TestTwoTabs, TestABallotIsIssuedOnce, TestOperatorPressesEverythingTwice
//   - answers that are lost: TestLostAnswers, TestOffline, TestReload, TestABallotIsCastOnce
//   - replay, another round, forgery: TestABallotIsCastOnce, TestLockRefuses, TestAVoidBoxIsVotedOnAgain
//   - a ballot marked to be known again: one form only, a token for each independent question. TestEncode,
//     TestDecodeTakesOneFormOnly, TestSeveralNomineesHaveSeveralPapers
//   - a key of one's own: TestClientRefuses, TestAnotherBoxIsMadePublic, TestVerifyNamesTampering
//   - forms that browsers save: the paper is none. TestTabletShowsAgendaMaterialsAndNotes
//   - a token or choice left on the tablet: TestVoteInBrowser, TestReload, TestTokensAreForgotten
//
// Two things no test of the program can watch. A snapshot of the whole machine, taken from outside while a
// box is open, holds its memory and so the keys: the house forbids it for those minutes. And an operator who
// records the traffic of the hall live, with the address of every tablet, sees when each sends its ballot and,
// holding the machine, what arrives: the protocol keeps the secret from whoever comes later with everything
// that was stored, not from such a one; tablets behind one address, and scrutineers beside the machine, do.
// Nor is a unanimous vote secret.
package ballot
